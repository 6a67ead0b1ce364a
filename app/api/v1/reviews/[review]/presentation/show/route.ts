import { routes } from "@/lib/platform/web";
import { postShownStep } from "../../../../_endpoints/review-meeting";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postShownStep);
