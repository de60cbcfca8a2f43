package dev.reinstate.registry.endpoint;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import dev.reinstate.image.Manifest;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.wire.Response;
import java.io.IOException;

/** Which manifest a registry gives for a digest, right or not. */
public record AskManifest(DescriptorDigest digest) implements ManifestEndpoint<AskManifest.Answer> {

  /** What it gave. */
  public sealed interface Answer {

    record Right(Manifest manifest) implements Answer {}

    /** Bytes that hash to another digest. */
    record Other(DescriptorDigest actual) implements Answer {}

    /** The right bytes, named otherwise in the header by which clients go. */
    record Misnamed(ImmutableList<String> names) implements Answer {}

    /**
     * It is not there.
     *
     * @param seen for a human
     */
    record Absent(String seen) implements Answer {}
  }

  @Override
  public String reference() {
    return digest.toString();
  }

  @Override
  public Answer read(Response response) throws IOException {
    Manifest manifest = GetManifest.parse(response);
    if (!manifest.digest().equals(digest)) {
      return new Answer.Other(manifest.digest());
    }
    GetManifest.requireType(manifest);
    ImmutableList<String> named = response.headers("Docker-Content-Digest");
    return named.stream().allMatch(digest.toString()::equals)
        ? new Answer.Right(manifest)
        : new Answer.Misnamed(named);
  }

  @Override
  public Answer refused(RegistryException refusal) throws IOException {
    if (refusal.status().orElse(0) == 404) {
      return new Answer.Absent("GET " + refusal.answer());
    }
    throw refusal;
  }
}
