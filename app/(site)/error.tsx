"use client";

// The frame stays: the way to everywhere else still works.
export { Failure as default } from "@/components/layout/failure";
