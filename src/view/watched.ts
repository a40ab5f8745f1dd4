// A view that notes whether it was asked: what was judged without asking does not depend on the cluster.
import type { Ip } from '../model/address/ip.ts';
import type { FactKind, ServiceFacts } from './facts.ts';
import type { ClusterView } from './view.ts';

export class WatchedView implements ClusterView {
  readonly #view: ClusterView;
  #wasAsked = false;

  constructor(view: ClusterView) {
    this.#view = view;
  }

  /** Whether anything was asked since this was last called. */
  takeAsked(): boolean {
    const was = this.#wasAsked;
    this.#wasAsked = false;
    return was;
  }

  knows(kind: FactKind): ReturnType<ClusterView['knows']> {
    return this.#asked().knows(kind);
  }

  namespace(name: string): ReturnType<ClusterView['namespace']> {
    return this.#asked().namespace(name);
  }

  service(namespace: string, name: string): ReturnType<ClusterView['service']> {
    return this.#asked().service(namespace, name);
  }

  pod(namespace: string, name: string): ReturnType<ClusterView['pod']> {
    return this.#asked().pod(namespace, name);
  }

  node(name: string): ReturnType<ClusterView['node']> {
    return this.#asked().node(name);
  }

  holders(ip: Ip): ReturnType<ClusterView['holders']> {
    return this.#asked().holders(ip);
  }

  selectedBy(service: ServiceFacts): ReturnType<ClusterView['selectedBy']> {
    return this.#asked().selectedBy(service);
  }

  ranges(): ReturnType<ClusterView['ranges']> {
    return this.#asked().ranges();
  }

  #asked(): ClusterView {
    this.#wasAsked = true;
    return this.#view;
  }
}
