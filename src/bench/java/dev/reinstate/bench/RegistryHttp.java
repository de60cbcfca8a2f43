package dev.reinstate.bench;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.image.Manifest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * A plain client of one registry, to fill it and to look into it: not the program's own, whose
 * results it checks.
 */
final class RegistryHttp implements AutoCloseable {

  private final HttpClient client;
  private final URI root;

  /**
   * @param origin scheme, host and port
   * @param tls for an origin that speaks it
   */
  RegistryHttp(String origin, Optional<SSLContext> tls) {
    HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    tls.ifPresent(builder::sslContext);
    this.client = builder.build();
    this.root = URI.create(origin + "/v2/");
  }

  private HttpRequest.Builder request(URI uri) {
    return HttpRequest.newBuilder(uri).header(TlsFront.ASIDE, "yes");
  }

  void putBlob(String repository, DescriptorDigest digest, byte[] bytes)
      throws IOException, InterruptedException {
    URI uploads = root.resolve(repository + "/blobs/uploads/");
    HttpResponse<byte[]> opened =
        send(request(uploads).POST(HttpRequest.BodyPublishers.noBody()), 202);
    String location = opened.headers().firstValue("Location").orElseThrow();
    URI upload =
        uploads.resolve(location + (location.contains("?") ? "&" : "?") + "digest=" + digest);
    send(
        request(upload)
            .header("Content-Type", "application/octet-stream")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes)),
        201);
  }

  void putManifest(String repository, String tag, Manifest manifest)
      throws IOException, InterruptedException {
    send(
        request(root.resolve(repository + "/manifests/" + tag))
            .header("Content-Type", manifest.mediaType())
            .PUT(HttpRequest.BodyPublishers.ofByteArray(manifest.bytes())),
        201);
  }

  /** The manifest's bytes; empty when there is none. */
  byte[] manifest(String repository, String tag, String mediaType)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        client.send(
            request(root.resolve(repository + "/manifests/" + tag))
                .header("Accept", mediaType)
                .build(),
            BodyHandlers.ofByteArray());
    return answer.statusCode() == 200 ? answer.body() : new byte[0];
  }

  boolean hasBlob(String repository, DescriptorDigest digest)
      throws IOException, InterruptedException {
    return client
            .send(
                request(root.resolve(repository + "/blobs/" + digest))
                    .method("HEAD", HttpRequest.BodyPublishers.noBody())
                    .build(),
                BodyHandlers.discarding())
            .statusCode()
        == 200;
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request, int expected)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
    if (answer.statusCode() != expected) {
      throw new IOException(
          answer.request().method() + " " + answer.uri() + ": status " + answer.statusCode());
    }
    return answer;
  }

  @Override
  public void close() {
    client.close();
  }
}
