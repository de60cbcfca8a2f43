package dev.reinstate.sandbox.answer;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.base.Splitter;
import com.google.common.primitives.Longs;
import dev.reinstate.image.Digests;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Names;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;
import dev.reinstate.sandbox.http.Target;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The endpoints of a blob on its way in: the spec, "Pushing blobs". The ids of uploads are serial
 * numbers: this registry guards nothing.
 */
public final class Uploads {

  private final Map<String, Upload> open = new ConcurrentHashMap<>();
  private final AtomicLong lastId = new AtomicLong();
  private final RegistryContents contents;
  private final EmbeddedRegistryOptions options;
  private final String origin;

  public Uploads(RegistryContents contents, EmbeddedRegistryOptions options, String origin) {
    this.contents = contents;
    this.options = options;
    this.origin = origin;
  }

  /** POST that opens an upload, mounts a blob or brings it along. */
  public Reply begin(Call call) throws RefusedException, IOException {
    String repository = call.target().repository();
    Optional<String> digest = call.query("digest");
    if (digest.isPresent() && options.has(Feature.SINGLE_POST)) {
      return store(repository, Names.digest(digest.get()), call.readBody());
    }
    Optional<String> mount = call.query("mount");
    if (mount.isPresent() && mounted(repository, Names.digest(mount.get()), call.query("from"))) {
      return created(repository, Names.digest(mount.get()));
    }
    Upload upload = new Upload(Long.toString(lastId.incrementAndGet()), repository);
    open.put(upload.id(), upload);
    return progress(202, upload);
  }

  /** GET of an open upload: the spec, "Pushing a blob in chunks". */
  public Reply status(Call call) throws RefusedException {
    return progress(204, find(call.target()));
  }

  /** PATCH of an open upload: the spec, "Pushing a blob in chunks". */
  public Reply add(Call call) throws RefusedException, IOException {
    Upload upload = find(call.target());
    append(upload, call);
    return progress(202, upload);
  }

  /** PUT that ends an upload, with the blob or its last part. */
  public Reply complete(Call call) throws RefusedException, IOException {
    Upload upload = find(call.target());
    DescriptorDigest digest = Names.digest(call.query("digest").orElse(""));
    append(upload, call);
    open.remove(upload.id());
    return store(upload.repository(), digest, upload.bytes());
  }

  private Upload find(Target target) throws RefusedException {
    Upload upload = open.get(target.reference());
    if (upload == null || !upload.repository().equals(target.repository())) {
      throw new RefusedException(404, "BLOB_UPLOAD_UNKNOWN", "no such upload");
    }
    return upload;
  }

  private boolean mounted(String repository, DescriptorDigest digest, Optional<String> from) {
    if (!options.has(Feature.MOUNTS) || from.isEmpty()) {
      return false;
    }
    Optional<byte[]> bytes = contents.blob(from.get(), digest);
    bytes.ifPresent(present -> contents.putBlob(repository, digest, present));
    return bytes.isPresent();
  }

  /** Adds the request's body, which must begin where the upload ends. */
  private void append(Upload upload, Call call) throws RefusedException, IOException {
    Optional<String> range = call.header("content-range");
    byte[] part = call.readBody();
    if (!options.has(Feature.CHUNKED_UPLOADS)
        && part.length > 0
        && (range.isPresent() || upload.size() > 0)) {
      throw new RefusedException(400, "UNSUPPORTED", "this registry takes a blob in one piece");
    }
    if (range.isPresent() && !fits(range.get(), upload.size(), part.length)) {
      throw new RefusedException(
              416, "BLOB_UPLOAD_INVALID", "the upload stands at byte " + upload.size())
          .with("Range", upload.range());
    }
    upload.append(part);
  }

  /** The spec's form is {@code <first>-<last>}, both counted from 0 and included. */
  private static boolean fits(String range, long start, int length) {
    List<String> bounds = Splitter.on('-').splitToList(range);
    if (bounds.size() != 2) {
      return false;
    }
    Long first = Longs.tryParse(bounds.get(0));
    Long last = Longs.tryParse(bounds.get(1));
    return first != null && last != null && first == start && last == start + length - 1;
  }

  private Reply store(String repository, DescriptorDigest digest, byte[] bytes)
      throws RefusedException {
    DescriptorDigest actual = Digests.of(bytes);
    if (!actual.equals(digest)) {
      throw new RefusedException(400, "DIGEST_INVALID", "the digest of the content is " + actual);
    }
    if (!options.has(Feature.KEEPS_FIRST_BYTES) || contents.blob(repository, digest).isEmpty()) {
      contents.putBlob(repository, digest, bytes);
    }
    return created(repository, digest);
  }

  private Reply created(String repository, DescriptorDigest digest) {
    return Reply.of(201)
        .with("Location", origin + "/v2/" + repository + "/blobs/" + digest)
        .with("Docker-Content-Digest", digest.toString());
  }

  /**
   * Where the upload stands. The location has a query of its own, as cloud registries' have: a
   * client has to add to it, not replace it.
   */
  private Reply progress(int status, Upload upload) {
    String path = "/v2/" + upload.repository() + "/blobs/uploads/" + upload.id();
    return Reply.of(status)
        .with("Location", origin + path + "?state=" + upload.size())
        .with("Range", upload.range())
        .with("Docker-Upload-UUID", upload.id());
  }
}
