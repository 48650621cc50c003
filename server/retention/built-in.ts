/** As a day count in a rule's row: never. */
export const never = -1;

/** How long removed mail stays recoverable where nobody says otherwise. */
export const defaultRecoverableDays = 14;
