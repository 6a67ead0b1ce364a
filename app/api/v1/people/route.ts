import { routes } from "@/lib/platform/web";
import { getPeople, postPerson } from "../_endpoints/people";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = routes(postPerson, getPeople);
