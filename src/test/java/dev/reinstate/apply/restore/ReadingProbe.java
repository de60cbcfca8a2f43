package dev.reinstate.apply.restore;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.common.io.ByteStreams;
import dev.reinstate.image.Descriptor;
import dev.reinstate.image.Digests;
import dev.reinstate.image.Manifest;
import dev.reinstate.image.Repository;
import dev.reinstate.inventory.ContentProbe;
import dev.reinstate.inventory.Probed;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Optional;

/** Asks registries on loopback as plainly as can be, and shares no code with the client. */
final class ReadingProbe implements ContentProbe {

  @Override
  public Probed<Manifest> manifest(Repository repository, DescriptorDigest digest) {
    try {
      HttpURLConnection get = open("GET", repository, "manifests", digest);
      if (get.getResponseCode() == 404) {
        return new Probed.Missing<>("GET 404");
      }
      Manifest manifest =
          new Manifest(digest, get.getContentType(), get.getInputStream().readAllBytes());
      DescriptorDigest actual = Digests.of(manifest.bytes());
      return actual.equals(digest)
          ? new Probed.Whole<>(manifest)
          : new Probed.Damaged<>(digest.toString(), actual.toString());
    } catch (IOException e) {
      return new Probed.Unreadable<>(e.toString());
    }
  }

  @Override
  public Probed<Descriptor> present(Repository repository, Descriptor blob) {
    try {
      HttpURLConnection head = open("HEAD", repository, "blobs", blob.digest());
      if (head.getResponseCode() == 404) {
        return new Probed.Missing<>("HEAD 404");
      }
      long size = head.getContentLengthLong();
      return size == blob.size()
          ? new Probed.Whole<>(blob)
          : new Probed.Damaged<>(blob.size() + " bytes", size + " bytes");
    } catch (IOException e) {
      return new Probed.Unreadable<>(e.toString());
    }
  }

  @Override
  public Probed<Descriptor> bytes(Repository repository, Descriptor blob) {
    try {
      HttpURLConnection get = open("GET", repository, "blobs", blob.digest());
      if (get.getResponseCode() == 404) {
        return new Probed.Missing<>("GET 404");
      }
      try (InputStream bytes = get.getInputStream()) {
        DescriptorDigest actual = Digests.of(ByteStreams.toByteArray(bytes));
        return actual.equals(blob.digest())
            ? new Probed.Whole<>(blob)
            : new Probed.Damaged<>(blob.digest().toString(), actual.toString());
      }
    } catch (IOException e) {
      return new Probed.Unreadable<>(e.toString());
    }
  }

  @Override
  public Optional<DescriptorDigest> resolve(Repository repository, String tag) {
    throw new UnsupportedOperationException();
  }

  private static HttpURLConnection open(
      String method, Repository repository, String what, DescriptorDigest digest)
      throws IOException {
    URI uri =
        URI.create(
            "http://%s/v2/%s/%s/%s".formatted(repository.host(), repository.path(), what, digest));
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setRequestProperty(
        "Accept",
        "application/vnd.oci.image.manifest.v1+json,application/vnd.oci.image.index.v1+json");
    return connection;
  }
}
