// How much of an oversized body is kept: as much as is looked at.
export { HEAD_BYTES } from './review-head.ts';
