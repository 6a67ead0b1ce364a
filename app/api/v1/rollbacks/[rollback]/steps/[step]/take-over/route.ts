import { routes } from "@/lib/platform/web";
import { postStepTakeOver } from "../../../../../_endpoints/rollbacks";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postStepTakeOver);
