package dev.reinstate.sandbox.answer;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.image.Manifest;
import dev.reinstate.sandbox.content.RegistryContents;
import dev.reinstate.sandbox.content.RepositoryContents;
import dev.reinstate.sandbox.content.StoredManifest;
import dev.reinstate.sandbox.http.Call;
import dev.reinstate.sandbox.http.Handler;
import dev.reinstate.sandbox.http.Names;
import dev.reinstate.sandbox.http.RefusedException;
import dev.reinstate.sandbox.http.Reply;
import dev.reinstate.sandbox.http.Target;
import java.util.Optional;

/** GET and HEAD of a manifest: the spec, "Pulling manifests". */
public final class ManifestReading implements Handler {

  private static final Splitter COMMAS = Splitter.on(',').trimResults().omitEmptyStrings();

  private final RegistryContents contents;
  private final boolean strict;

  public ManifestReading(RegistryContents contents, boolean strict) {
    this.contents = contents;
    this.strict = strict;
  }

  @Override
  public Reply handle(Call call) throws RefusedException {
    Manifest manifest = find(call.target()).orElseThrow(() -> unknown(call.target()));
    if (!accepts(call, manifest.mediaType())) {
      throw new RefusedException(
          404, "MANIFEST_UNKNOWN", "it is a " + manifest.mediaType() + ", which Accept excludes");
    }
    return Reply.of(200)
        .with("Docker-Content-Digest", manifest.digest().toString())
        .withBody(manifest.mediaType(), manifest.bytes());
  }

  /** With the detail of CNCF distribution, which is the kind of registry that is strict. */
  private RefusedException unknown(Target target) {
    ImmutableList<ImmutableMap<String, String>> details =
        strict && Names.isDigest(target.reference())
            ? ImmutableList.of(
                ImmutableMap.of("Name", target.repository(), "Revision", target.reference()))
            : ImmutableList.of();
    return new RefusedException(404, "MANIFEST_UNKNOWN", "no such manifest", details);
  }

  private Optional<Manifest> find(Target target) throws RefusedException {
    RepositoryContents repository = contents.readable(target.repository());
    return (Names.isDigest(target.reference())
            ? repository.manifest(Names.digest(target.reference()))
            : repository.tagged(target.reference()))
        .map(StoredManifest::manifest);
  }

  /** Registries differ here; this one is strict, so that a client that forgets a type is found. */
  private static boolean accepts(Call call, String mediaType) {
    ImmutableList<String> accepted =
        call.headers().get("accept").stream()
            .flatMap(COMMAS::splitToStream)
            .map(range -> range.split(";", 2)[0].strip())
            .collect(ImmutableList.toImmutableList());
    return accepted.isEmpty() || accepted.contains("*/*") || accepted.contains(mediaType);
  }
}
