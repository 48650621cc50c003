import NextAuth from "next-auth";
import type { NextRequest } from "next/server";
import { authOptions } from "#server/web/auth-options.ts";
import { callerOf } from "#server/web/caller.ts";

async function handle(request: NextRequest, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  const options = await authOptions(callerOf(request.headers).isSecure);
  return NextAuth(request as never, { params: await context.params } as never, options);
}

export { handle as GET, handle as POST };
