import { routes } from "@/lib/platform/web";
import { getOrganisationHolds, postOrganisationHold } from "../_endpoints/freezes";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(
  getOrganisationHolds,
  postOrganisationHold,
);
