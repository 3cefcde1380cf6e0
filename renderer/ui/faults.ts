import { describeError, isErrorCode, LandunError } from '#common';
import { App } from 'antd';
import { useTexts } from '../app/i18n/index.ts';

export type FaultText = { readonly message: string; readonly next: string };

/** Anything that was thrown, in two sentences: what happened, and the way out. */
export const useFaultText = (): ((error: unknown) => FaultText) => {
  const { t, language } = useTexts();
  return (error) => {
    if (error instanceof LandunError) return describeError(error.code, error.details, language);
    return { message: t('connection.unreachable'), next: t('connection.unreachable_next') };
  };
};

/** A fault inside a record, which may carry a code of a newer station. */
export const useRecordFault = (): ((fault: {
  code: string;
  details: Record<string, unknown>;
}) => FaultText) => {
  const { language } = useTexts();
  return ({ code, details }) =>
    isErrorCode(code)
      ? describeError(code, details, language)
      : { message: code, next: JSON.stringify(details) };
};

/** Messages that come and go at the corner of the screen. */
export const useNotices = (): { done: (text: string) => void; failed: (error: unknown) => void } => {
  const { notification, message } = App.useApp();
  const faultText = useFaultText();
  return {
    done: (text) => void message.success(text),
    failed: (error) => {
      const { message: title, next } = faultText(error);
      notification.error({ title, description: next, placement: 'bottomRight', duration: 8 });
    },
  };
};
