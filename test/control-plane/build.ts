// `npm run e2e:assets`: makes sure that there is a control plane for the end-to-end tests, and says where it is.
import { assets, kubernetesVersion } from './assets.ts';

try {
  const { apiServer } = await assets();
  console.log(
    `control plane of Kubernetes ${process.env['KUBEBUILDER_ASSETS'] ? 'from KUBEBUILDER_ASSETS' : kubernetesVersion()}: ${apiServer}`,
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
