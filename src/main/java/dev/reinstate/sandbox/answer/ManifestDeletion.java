package dev.reinstate.sandbox.answer;

import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Handler;
import dev.reinstate.sandbox.http.Names;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;

/** DELETE of a tag, or of a manifest with its tags: the spec, "Content Management". */
public final class ManifestDeletion implements Handler {

  private final RegistryContents contents;
  private final EmbeddedRegistryOptions options;

  public ManifestDeletion(RegistryContents contents, EmbeddedRegistryOptions options) {
    this.contents = contents;
    this.options = options;
  }

  @Override
  public Reply handle(Call call) throws RefusedException {
    if (!delete(call.target().repository(), call.target().reference())) {
      throw new RefusedException(404, "MANIFEST_UNKNOWN", "no such manifest");
    }
    return Reply.of(202);
  }

  private boolean delete(String repository, String reference) throws RefusedException {
    if (Names.isDigest(reference)) {
      return contents.deleteManifest(repository, Names.digest(reference));
    }
    if (options.has(Feature.IMMUTABLE_TAGS)
        && contents.resolve(repository, reference).isPresent()) {
      throw new RefusedException(403, "DENIED", "tag " + reference + " is immutable");
    }
    return contents.untag(repository, reference);
  }
}
