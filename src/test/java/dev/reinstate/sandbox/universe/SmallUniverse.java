package dev.reinstate.sandbox.universe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One to strike and to ask, of a few hundred images, and a plain client of it. */
final class SmallUniverse {

  static final int IMAGES = 250;

  private static final ObjectMapper JSON = new ObjectMapper();

  private SmallUniverse() {}

  /** Manifests as they are found: with and without quotes, and with a digest that is none. */
  static Path manifests(Path directory) throws IOException {
    write(
        directory.resolve("manifests/k8s-staging-demo/promoter-manifest.yaml"),
        """
        # a comment
        registries:
        - name: gcr.io/k8s-staging-demo
          src: true
        - name: us.gcr.io/k8s-artifacts-prod
          service-account: somebody@example.com
        - name: eu.gcr.io/k8s-artifacts-prod
        - name: us.gcr.io/k8s-artifacts-prod/demo
        """);
    write(
        directory.resolve("images/k8s-staging-demo/images.yaml"),
        """
        - name: app
          dmap:
            "sha256:%1$s1": ["v1", "latest"]
            sha256:%1$s2: [v2] # unquoted
            sha256:%1$s3:
            - v3
            "ha256:%1$s4": ["v4"]
        - name: many
          dmap:
        """
                .formatted("a".repeat(63))
            + IntStream.range(0, IMAGES)
                .mapToObj(i -> "    \"sha256:%064x\": [\"t%d\"]\n".formatted(i, i))
                .collect(Collectors.joining()));
    return directory;
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  static UniverseOptions options(Path like, int regions) {
    return new UniverseOptions(
        0,
        regions,
        ImmutableList.of(like),
        0,
        0,
        Duration.ZERO,
        Duration.ZERO,
        () -> Instant.ofEpochSecond(90));
  }

  static UniverseOptions limited(
      UniverseOptions options, int userQuota, int regionQuota, InstantSource clock) {
    return new UniverseOptions(
        options.firstPort(),
        options.regions(),
        options.like(),
        userQuota,
        regionQuota,
        options.nearest(),
        options.farthest(),
        clock);
  }

  static String address(Universe universe, String host) {
    return "http://" + universe.counts().get(host).address();
  }

  static HttpResponse<String> get(String url, String... headers) throws Exception {
    return send("GET", url, headers);
  }

  static HttpResponse<String> send(String method, String url, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url)).method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }

  static JsonNode json(HttpResponse<String> response) throws IOException {
    return JSON.readTree(response.body());
  }

  /** The answer to who has a token for pulling. */
  static HttpResponse<String> pull(String origin, String repository, String rest) throws Exception {
    String token =
        json(get(origin + "/token?scope=repository:" + repository + ":pull")).get("token").asText();
    return get(origin + "/v2/" + repository + "/" + rest, "Authorization", "Bearer " + token);
  }
}
