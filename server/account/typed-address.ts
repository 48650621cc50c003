import { DomainError } from "../errors.ts";
import { parseAddress } from "./address.ts";
import { newAccount } from "./schema.ts";

/** An address read as closely as the verb reads it, so that a form hears of it together with its other fields. */
export const typedAddress = newAccount.shape.address.superRefine((text, context) => {
  try {
    parseAddress(text);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    context.addIssue({ code: "custom", message: error.message });
  }
});
