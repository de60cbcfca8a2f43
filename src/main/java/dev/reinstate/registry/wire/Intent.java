package dev.reinstate.registry.wire;

/** What a request is for. Its method does not say it: to get a token from a service is no write. */
public sealed interface Intent {

  Intent READ = new Read();
  Intent WRITE = new Write(Precondition.NONE);

  /** It changes nothing that anybody else sees. */
  record Read() implements Intent {}

  /** It changes the registry. */
  record Write(Precondition precondition) implements Intent {}
}
