package dev.reinstate.registry.endpoint;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.collect.ImmutableSet;
import dev.reinstate.apply.ImageWriter.UploadSession;
import dev.reinstate.registry.failure.RegistryException;
import dev.reinstate.registry.wire.Content;
import dev.reinstate.registry.wire.Response;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/**
 * Opens an upload and brings all its bytes along, which a registry may take; another passes over
 * them and opens the upload, or refuses.
 *
 * <p>Source: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#single-post
 *
 * @param body the blob
 */
public record PostBlob(DescriptorDigest blob, Content body) implements Endpoint<PostBlob.Answer> {

  private static final int CREATED = 201;

  /** Of registries that know no such request. */
  private static final ImmutableSet<Integer> NOT_SO = ImmutableSet.of(400, 404, 405, 411, 413, 415);

  /** What became of the bytes. */
  public sealed interface Answer {

    /** They are there. */
    record Stored() implements Answer {}

    /** They are to be sent where an upload was opened. */
    record Opened(UploadSession session) implements Answer {}

    /** Nothing was opened. */
    record Refused() implements Answer {}
  }

  @Override
  public String method() {
    return "POST";
  }

  @Override
  public URI locate(URI base) {
    return base.resolve("blobs/uploads/?digest=" + blob);
  }

  @Override
  public Optional<Content> content() {
    return Optional.of(body);
  }

  @Override
  public Answer read(Response response) throws IOException {
    if (response.status() == CREATED) {
      DigestHeader.check(response, blob);
      return new Answer.Stored();
    }
    return new Answer.Opened(OpenUpload.session(response));
  }

  @Override
  public Answer refused(RegistryException refusal) throws IOException {
    if (NOT_SO.contains(refusal.status().orElse(0))) {
      return new Answer.Refused();
    }
    throw refusal;
  }
}
