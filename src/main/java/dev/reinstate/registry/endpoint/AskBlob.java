package dev.reinstate.registry.endpoint;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableList;
import com.google.common.net.HttpHeaders;
import com.google.common.primitives.Longs;
import dev.reinstate.registry.address.PermanentException;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.wire.Response;
import java.io.IOException;
import java.net.URI;

/**
 * What a server says of a blob before it gives any of it: by HEAD, or by GET whose body nobody
 * reads.
 *
 * @param place relative to the repository, or absolute
 */
public record AskBlob(String method, URI place, DescriptorDigest blob)
    implements Endpoint<AskBlob.Answer> {

  private static final int OK = 200;

  /** What it said. */
  public sealed interface Answer {

    /**
     * It is there.
     *
     * @param size in bytes; negative when it is not said
     * @param underThisName false when it names another digest
     */
    record Found(long size, boolean underThisName) implements Answer {}

    /**
     * It is not there.
     *
     * @param seen for a human
     */
    record Absent(String seen) implements Answer {}

    /** The server does not answer such requests. */
    record Refused() implements Answer {}
  }

  @Override
  public URI locate(URI base) {
    return base.resolve(place);
  }

  @Override
  public Answer read(Response response) throws IOException {
    if (response.status() != OK) {
      throw new PermanentException("status " + response.status() + " says nothing of a blob");
    }
    Long size = response.header(HttpHeaders.CONTENT_LENGTH).map(Longs::tryParse).orElse(null);
    ImmutableList<String> named = response.headers("Docker-Content-Digest");
    return new Answer.Found(
        size == null ? -1 : size, named.stream().allMatch(blob.toString()::equals));
  }

  @Override
  public Answer refused(RegistryException refusal) throws IOException {
    int status = refusal.status().orElse(0);
    if (status == 404) {
      return new Answer.Absent(method + " " + refusal.answer());
    }
    if (method.equals("HEAD") && HeadManifest.METHOD_REFUSED.contains(status)) {
      return new Answer.Refused();
    }
    throw refusal;
  }
}
