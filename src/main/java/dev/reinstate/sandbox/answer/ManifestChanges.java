package dev.reinstate.sandbox.answer;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Manifest;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.PushedManifest;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Names;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;
import java.io.IOException;

/** The endpoints that change a manifest or tag. */
public final class ManifestChanges {

  /** The spec asks for at least this much, in bytes; this registry takes no more. */
  private static final int LARGEST_MANIFEST = 4 * 1024 * 1024;

  private final RegistryContents contents;
  private final PushedManifest pushed;
  private final EmbeddedRegistryOptions options;
  private final String origin;

  public ManifestChanges(
      RegistryContents contents, EmbeddedRegistryOptions options, String origin) {
    this.contents = contents;
    this.pushed = new PushedManifest(contents);
    this.options = options;
    this.origin = origin;
  }

  /** PUT of a manifest: the spec, "Pushing Manifests". */
  public Reply put(Call call) throws RefusedException, IOException {
    String repository = call.target().repository();
    String reference = call.target().reference();
    byte[] bytes = call.readBody(LARGEST_MANIFEST);
    if (bytes.length > LARGEST_MANIFEST) {
      throw new RefusedException(413, "SIZE_INVALID", "manifests end at 4 MiB");
    }
    Manifest manifest = pushed.manifest(call.header("content-type"), bytes);
    if (options.has(Feature.STRICT_REFERENCES)) {
      pushed.requireReferences(repository, manifest);
    }
    store(repository, reference, manifest);
    Reply reply =
        Reply.of(201)
            .with("Location", origin + "/v2/" + repository + "/manifests/" + reference)
            .with("Docker-Content-Digest", manifest.digest().toString());
    return options.has(Feature.REFERRERS)
        ? pushed.references(manifest).subject().stream()
            .map(subject -> reply.with("OCI-Subject", subject.toString()))
            .findFirst()
            .orElse(reply)
        : reply;
  }

  /** DELETE of a tag, or of a manifest with its tags: the spec, "Content Management". */
  public Reply delete(Call call) throws RefusedException {
    String repository = call.target().repository();
    String reference = call.target().reference();
    boolean digest = Names.isDigest(reference);
    if (!digest
        && options.has(Feature.IMMUTABLE_TAGS)
        && contents.resolve(repository, reference).isPresent()) {
      throw immutable(reference);
    }
    boolean found =
        digest
            ? contents.deleteManifest(repository, Names.digest(reference))
            : contents.untag(repository, reference);
    if (!found) {
      throw new RefusedException(404, "MANIFEST_UNKNOWN", "no such manifest");
    }
    return Reply.of(202);
  }

  private void store(String repository, String reference, Manifest manifest)
      throws RefusedException {
    if (Names.isDigest(reference)) {
      requireSame(Names.digest(reference), manifest.digest());
      keep(repository, manifest);
      return;
    }
    if (!Names.isTag(reference)) {
      throw new RefusedException(400, "MANIFEST_INVALID", "invalid tag");
    }
    if (!options.has(Feature.IMMUTABLE_TAGS)) {
      keep(repository, manifest);
      contents.tag(repository, reference, manifest.digest());
    } else if (!contents.putUnlessTagMoves(repository, reference, manifest)) {
      throw immutable(reference);
    }
  }

  private void keep(String repository, Manifest manifest) {
    if (!options.has(Feature.KEEPS_FIRST_BYTES)
        || contents.manifest(repository, manifest.digest()).isEmpty()) {
      contents.putManifest(repository, manifest);
    }
  }

  private static RefusedException immutable(String tag) {
    return new RefusedException(403, "DENIED", "tag " + tag + " is immutable");
  }

  private static void requireSame(DescriptorDigest named, DescriptorDigest actual)
      throws RefusedException {
    if (!named.equals(actual)) {
      throw new RefusedException(400, "DIGEST_INVALID", "the manifest's digest is " + actual);
    }
  }
}
