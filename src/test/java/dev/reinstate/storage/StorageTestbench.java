package dev.reinstate.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.api.gax.retrying.RetrySettings;
import com.google.api.gax.rpc.FixedHeaderProvider;
import com.google.cloud.storage.StorageOptions;
import com.google.common.base.Strings;
import com.google.common.collect.ImmutableMap;
import dev.reinstate.network.GoogleAccess;
import dev.reinstate.network.Network;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;

/**
 * Google's own testbench for clients of its storage, started by hand, with a bucket of this test's
 * own.
 *
 * <p>Source: https://github.com/googleapis/storage-testbench, also of the words for what goes wrong
 * ("Retry Test API").
 */
record StorageTestbench(String address, String bucket) {

  /** Names where it listens. */
  private static final String VARIABLE = "STORAGE_TESTBENCH";

  /** Skips the tests where none is named. */
  static void require() {
    Assumptions.assumeFalse(
        url().isEmpty(),
        "storage-testbench is not named by $" + VARIABLE + ", http://127.0.0.1:PORT");
  }

  private static String url() {
    return Strings.nullToEmpty(System.getenv(VARIABLE));
  }

  /** The one that is named, with an empty bucket. */
  static StorageTestbench open() throws IOException {
    StorageTestbench testbench = new StorageTestbench(url(), "store-" + UUID.randomUUID());
    testbench.ask("POST", "/storage/v1/b?project=test", "{\"name\":\"" + testbench.bucket + "\"}");
    return testbench;
  }

  /**
   * What goes wrong, in turn, with the requests of one client.
   *
   * @param instructions what for, by method, such as {@code storage.objects.list}
   */
  Scenario scenario(Map<String, List<String>> instructions) throws IOException {
    ObjectMapper json = new ObjectMapper();
    String body =
        json.writeValueAsString(Map.of("instructions", instructions, "transport", "HTTP"));
    return new Scenario(json.readTree(ask("POST", "/retry_test", body)).get("id").asText());
  }

  /** As they are on a machine whose {@code STORAGE_EMULATOR_HOST} is the testbench. */
  StorageOptions options(String... headers) {
    GoogleAccess google =
        new GoogleAccess(
            ImmutableMap.of(GoogleAccess.EMULATOR, address), Network.DEFAULT, host -> host);
    return BucketService.options(google, GoogleCloudStoreTest.waits())
        .setRetrySettings(
            RetrySettings.newBuilder()
                .setInitialRetryDelayDuration(Duration.ofMillis(50))
                .setRetryDelayMultiplier(2)
                .setMaxRetryDelayDuration(Duration.ofMillis(400))
                .setTotalTimeoutDuration(Duration.ofMinutes(1))
                .build())
        .setHeaderProvider(FixedHeaderProvider.create(headers))
        .build();
  }

  /** Without a precondition. */
  void overwrite(String object, byte[] bytes) throws IOException {
    ask(
        "POST",
        "/upload/storage/v1/b/%s/o?uploadType=media&name=%s"
            .formatted(bucket, URLEncoder.encode(object, UTF_8)),
        new String(bytes, UTF_8));
  }

  private String ask(String method, String path, String body) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      assertEquals(200, response.statusCode(), response.body());
      return response.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** One of them, by its name. */
  final class Scenario {

    private final String id;

    private Scenario(String id) {
      this.id = id;
    }

    /** Of the client with whose requests it goes wrong. */
    StorageOptions options() {
      return StorageTestbench.this.options("x-retry-test-id", id);
    }

    /** Whether everything went wrong that was to. */
    void assertOver() throws IOException {
      JsonNode test = new ObjectMapper().readTree(ask("GET", "/retry_test/" + id, ""));
      assertTrue(test.get("completed").asBoolean(), test.toString());
    }
  }
}
