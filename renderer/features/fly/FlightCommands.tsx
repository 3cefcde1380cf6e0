import type { CallInput, Flight } from '#common';
import { CaretRightOutlined, DownloadOutlined, PauseOutlined, RollbackOutlined } from '@ant-design/icons';
import { Button, Popconfirm, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../../app/i18n/index.ts';
import { useVehicle, useWrite } from '../../station/hooks.ts';
import { useNotices } from '../../ui/faults.ts';
import { Orders } from './Orders.tsx';

type Command = CallInput<'flights.command'>['command'];

const icons: Readonly<Record<Command, ReactNode>> = {
  pause: <PauseOutlined />,
  resume: <CaretRightOutlined />,
  return: <RollbackOutlined />,
  land: <DownloadOutlined />,
};

/** What to order the aircraft during a flight. `disabled` says why nothing may be ordered now. */
export const FlightCommands = ({
  flight,
  disabled,
}: {
  flight: Flight | undefined;
  disabled: string | undefined;
}) => {
  const { t } = useTexts();
  const { done, failed } = useNotices();
  const order = useWrite('flights.command');
  const mode = useVehicle(flight?.vehicle_id, (vehicle) => vehicle.mode);
  const send = (command: Command): void => {
    if (flight === undefined) return;
    order.mutate(
      { flight_id: flight.id, command },
      { onSuccess: () => done(t('fly.command_sent', { command: t(`fly.${command}`) })), onError: failed },
    );
  };
  const pending = order.isPending ? order.variables.command : undefined;
  const button = (command: Command, onClick?: () => void): ReactNode => (
    <Tooltip title={disabled}>
      <Button
        icon={icons[command]}
        block
        disabled={disabled !== undefined}
        loading={pending === command}
        {...(onClick === undefined ? {} : { onClick })}
      >
        {t(`fly.${command}`)}
      </Button>
    </Tooltip>
  );
  const confirmed = (command: 'return' | 'land', question: string): ReactNode => (
    <Popconfirm
      title={t(`fly.${command}`)}
      description={question}
      okText={t(`fly.${command}`)}
      onConfirm={() => send(command)}
      disabled={disabled !== undefined}
    >
      {button(command)}
    </Popconfirm>
  );
  return (
    <div className="commands">
      {mode === 'auto' || mode === undefined
        ? button('pause', () => send('pause'))
        : button('resume', () => send('resume'))}
      {confirmed('return', t('fly.return_confirm'))}
      {confirmed('land', t('fly.land_confirm'))}
      <Orders vehicle_id={flight?.vehicle_id} disabled={disabled} />
    </div>
  );
};
