import { z } from 'zod';
import { type CallName, calls, type CallSpec, errorCatalogue } from '#common';

type Json = { readonly [key: string]: unknown };

export type OpenApiDocument = {
  readonly openapi: string;
  readonly info: Json;
  readonly paths: Record<string, Json>;
};

/** The contract as OpenAPI 3.1, for other government platforms and for the page at `/api/docs`. */
export const openApiDocument = (version: string): OpenApiDocument => ({
  openapi: '3.1.0',
  info: {
    title: 'Landun 蓝盾',
    version,
    description:
      'Every call of the station. Sign in with session.login; the session travels in a cookie. ' +
      'Writes without a browser need the header x-landun-request: 1. A failure is {code, details}.',
  },
  paths: Object.fromEntries(
    (Object.keys(calls) as CallName[]).map((name) => [`/api/${name}`, pathItem(name, calls[name])]),
  ),
});

const pathItem = (name: CallName, spec: CallSpec): Json => {
  const input = z.toJSONSchema(spec.input, { io: 'input' });
  const operation = {
    operationId: name,
    tags: [name.split('.')[0]],
    summary: `${spec.summary.zh} · ${spec.summary.en}`,
    description: spec.audience === 'public' ? 'Public' : `Roles: ${spec.audience.join(', ')}`,
    responses: {
      200: { description: 'OK', content: json(z.toJSONSchema(spec.output)) },
      default: { description: 'A catalogued fault', content: json(faultSchema) },
    },
  };
  if (spec.kind === 'write')
    return { post: { ...operation, requestBody: { required: true, content: json(input) } } };
  const required = new Set(input.required ?? []);
  const parameters = Object.entries(input.properties ?? {}).map(([field, schema]) => ({
    name: field,
    in: 'query',
    required: required.has(field),
    schema,
  }));
  return { get: { ...operation, parameters } };
};

const json = (schema: unknown): Json => ({ 'application/json': { schema } });

const faultSchema = {
  type: 'object',
  required: ['code', 'details'],
  properties: { code: { type: 'string', enum: Object.keys(errorCatalogue) }, details: { type: 'object' } },
};
