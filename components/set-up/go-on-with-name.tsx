import { ArrowRight } from "lucide-react";
import { Button } from "#components/ui/button.tsx";

/** Goes on to the next page with the name as it stands in the field of the form `form`, saved or not. */
export function GoOnWithName({ form }: { form: string }) {
  return (
    <Button type="submit" form={form} name="next" value="mail" variant="primary" size="md">
      Go on
      <ArrowRight aria-hidden />
    </Button>
  );
}
