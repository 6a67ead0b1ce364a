// The release itself is found by the layout above, so that what is not there still answers 404.
export { PartLoading as default } from "@/components/layout/page-loading";
