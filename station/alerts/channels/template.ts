/** Fills `{name}` in a request template, escaped for where it stands: JSON, a form, or plain text. */
export const fillTemplate = (
  template: string,
  content_type: string,
  values: Readonly<Record<string, string>>,
): string =>
  template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    if (content_type.includes('json')) return JSON.stringify(value).slice(1, -1);
    return content_type.includes('form') ? encodeURIComponent(value) : value;
  });
