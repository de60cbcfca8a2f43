package dev.reinstate.registry;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ContentProbe;
import dev.reinstate.inventory.Probed;
import dev.reinstate.registry.endpoint.AskManifest;
import dev.reinstate.registry.endpoint.AskManifest.Answer;
import dev.reinstate.registry.endpoint.GetBlob;
import dev.reinstate.registry.endpoint.RegistryCaller;
import java.io.IOException;
import java.util.Optional;

/** Looks at what registries give. What is wrong is asked for once more before it is said. */
final class RegistryContentProbe implements ContentProbe {

  private final RegistryCaller caller;
  private final BlobProbe blobs;
  private final ManifestResolver resolver;

  RegistryContentProbe(RegistryCaller caller, BlobProbe blobs, ManifestResolver resolver) {
    this.caller = caller;
    this.blobs = blobs;
    this.resolver = resolver;
  }

  @Override
  public Probed<Manifest> manifest(Repository repository, DescriptorDigest digest) {
    AskManifest question = new AskManifest(digest);
    try {
      Answer first = caller.call(repository, question);
      boolean isWrong = first instanceof Answer.Other || first instanceof Answer.Misnamed;
      return switch (isWrong ? caller.call(repository, question) : first) {
        case Answer.Right right -> new Probed.Whole<>(right.manifest());
        case Answer.Other other ->
            new Probed.Damaged<>(digest.toString(), other.actual().toString());
        case Answer.Absent absent -> new Probed.Missing<>(absent.seen());
        case Answer.Misnamed misnamed ->
            new Probed.Unreadable<>(
                "GET manifest %s of %s gave the right bytes, but Docker-Content-Digest names %s"
                    .formatted(digest, repository, String.join(" and ", misnamed.names())));
      };
    } catch (IOException e) {
      return new Probed.Unreadable<>(e.getMessage());
    }
  }

  @Override
  public Probed<Descriptor> present(Repository repository, Descriptor blob) {
    return blobs.present(repository, GetBlob.place(blob.digest()), blob);
  }

  @Override
  public Probed<Descriptor> bytes(Repository repository, Descriptor blob) {
    return blobs.bytes(repository, GetBlob.place(blob.digest()), blob);
  }

  @Override
  public Optional<DescriptorDigest> resolve(Repository repository, String tag) throws IOException {
    return resolver.resolveNamed(repository, tag);
  }
}
