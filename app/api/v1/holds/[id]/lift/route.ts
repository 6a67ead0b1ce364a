import { routes } from "@/lib/platform/web";
import { postOrganisationHoldLift } from "../../../_endpoints/freezes";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postOrganisationHoldLift);
