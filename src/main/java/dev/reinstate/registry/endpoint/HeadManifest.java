package dev.reinstate.registry.endpoint;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.wire.Response;
import java.io.IOException;

/**
 * Which manifest a tag or digest names. Not every registry knows HEAD, whatever the specification
 * says, so a refusal of the method is no answer.
 */
public record HeadManifest(String reference) implements ManifestEndpoint<HeadManifest.Answer> {

  public sealed interface Answer {
    record Absent() implements Answer {}

    /** It is there, but the registry does not say under which digest. */
    record Unnamed() implements Answer {}

    /** The registry does not answer such requests. */
    record Refused() implements Answer {}

    record Named(DescriptorDigest digest) implements Answer {}
  }

  /** With which a method is refused, rather than what it was about. */
  static final ImmutableSet<Integer> METHOD_REFUSED = ImmutableSet.of(400, 405, 501);

  @Override
  public String method() {
    return "HEAD";
  }

  @Override
  public Answer read(Response response) throws IOException {
    return DigestHeader.of(response).<Answer>map(Answer.Named::new).orElseGet(Answer.Unnamed::new);
  }

  @Override
  public Answer refused(RegistryException refusal) throws IOException {
    int status = refusal.status().orElse(0);
    if (status == 404) {
      return new Answer.Absent();
    }
    if (METHOD_REFUSED.contains(status)) {
      return new Answer.Refused();
    }
    throw refusal;
  }
}
