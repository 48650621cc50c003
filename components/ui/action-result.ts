export { type ActionResult, type FormAction, idle } from "#server/form/schema.ts";
