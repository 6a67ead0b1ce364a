import { routes } from "@/lib/platform/web";
import { getFailedConfirmations } from "../../../_endpoints/account";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(getFailedConfirmations);
