import { routes } from "@/lib/platform/web";
import { getReviewPresentation, postPresentation } from "../../../_endpoints/review-meeting";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(
  getReviewPresentation,
  postPresentation,
);
