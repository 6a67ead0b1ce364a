import { routes } from "@/lib/platform/web";
import { deleteCalendarAddress, postCalendarAddress } from "../../../_endpoints/reviews";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(
  postCalendarAddress,
  deleteCalendarAddress,
);
