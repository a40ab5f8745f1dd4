// A policy that asks for more than an ordinary one.

/** Two instances of a rule that may find a hundred thousand faults, and every rule that can mend may. */
export const WORST_POLICY = `apiVersion: sliceward.dev/v1alpha1
kind: SlicePolicy
metadata: {name: worst}
spec:
  preset: recommended
  rules:
    canonical-address: {fix: true}
    denied-address: [{action: warn}, {action: deny}]
    duplicate-address: {fix: true}
    explicit-conditions: {fix: true}
    managed-by: {fix: true, options: {value: shop.example.com}}
    port-name: {fix: true, options: {unnamed: main}}
    required-labels: {action: warn, fix: true, options: {labels: {team: ".+"}, defaults: {team: shop}}}
`;
