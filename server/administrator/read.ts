import type { Store } from "../store.ts";
import type { AdministratorView, Role } from "./schema.ts";

export const administratorColumns = {
  id: true,
  email: true,
  role: true,
  isEnabled: true,
  timeZone: true,
  createdAt: true,
} as const;

export function asAdministrator(row: Omit<AdministratorView, "role"> & { role: string }): AdministratorView {
  return { ...row, role: row.role as Role };
}

/** Of administrators that may sign in: switched on, and their account, where they have one, is not deleted. */
export const usable = { isEnabled: true, OR: [{ accountId: null }, { account: { deletedAt: null } }] };

export async function readAdministrators(store: Store): Promise<AdministratorView[]> {
  const rows = await store.db.administrator.findMany({ orderBy: { email: "asc" }, select: administratorColumns });
  return rows.map(asAdministrator);
}

/** Whether the first run is still to be done: there is nobody who could sign in to the console. */
export async function hasOwner(store: Store): Promise<boolean> {
  const owner = await store.db.administrator.findFirst({ where: { role: "owner" }, select: { id: true } });
  return owner !== null;
}
