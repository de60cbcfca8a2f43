package dev.reinstate.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.net.URI;

/** Which manifest a tag or digest names. */
record HeadManifest(String reference) implements Endpoint<HeadManifest.Answer> {

  sealed interface Answer {
    record Absent() implements Answer {}

    /** It is there, but the registry does not say under which digest. */
    record Unnamed() implements Answer {}

    record Named(DescriptorDigest digest) implements Answer {}
  }

  @Override
  public String method() {
    return "HEAD";
  }

  @Override
  public URI locate(URI base) {
    return ManifestPath.of(base, reference);
  }

  @Override
  public ImmutableMap<String, String> headers() {
    return GetManifest.ACCEPT_ANY;
  }

  @Override
  public Answer read(Response response) throws IOException {
    return DigestHeader.of(response).<Answer>map(Answer.Named::new).orElseGet(Answer.Unnamed::new);
  }

  @Override
  public Answer refused(RegistryException refusal) throws IOException {
    if (refusal.status().orElse(0) == 404) {
      return new Answer.Absent();
    }
    throw refusal;
  }
}
