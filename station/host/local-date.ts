/** The calendar day where the station stands, as YYYY-MM-DD. */
export const localDate = (utc_us: number): string => {
  const at = new Date(utc_us / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
};
