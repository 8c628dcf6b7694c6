import { UsageError } from '../errors.ts';

/** A template that cannot be rendered; its place is `file:line:column`. */
export class TemplateError extends UsageError {}
