import { routes } from "@/lib/platform/web";
import { postVetoLift } from "../../../../../../../_endpoints/gates";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postVetoLift);
