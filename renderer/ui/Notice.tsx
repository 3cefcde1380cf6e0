import type { ReactNode } from 'react';

/** Says why there is nothing to see here, and what can be done. */
export const Notice = ({ title, hint, children }: { title: string; hint?: string; children?: ReactNode }) => (
  <div className="notice">
    <span>{title}</span>
    {hint !== undefined && <small>{hint}</small>}
    {children}
  </div>
);
