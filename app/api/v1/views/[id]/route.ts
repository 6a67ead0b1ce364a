import { routes } from "@/lib/platform/web";
import { deleteView, patchView } from "../../_endpoints/views";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(patchView, deleteView);
