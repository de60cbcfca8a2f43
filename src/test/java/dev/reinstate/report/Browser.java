package dev.reinstate.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Debian's Chromium without a screen, driven as https://www.w3.org/TR/webdriver2/ says. */
public final class Browser implements AutoCloseable {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process driver;
  private final String session;

  private Browser(Process driver, int port, Path profile) throws IOException {
    this.driver = driver;
    String root = "http://127.0.0.1:" + port + "/session";
    this.session = root + "/" + send(post(root, capabilities(profile))).get("sessionId").asText();
  }

  public static boolean isInstalled() {
    return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
  }

  /**
   * Starts Chromium without a window.
   *
   * @param profile an empty directory of its own
   */
  public static Browser start(Path profile) throws IOException {
    Process driver =
        new ProcessBuilder(DRIVER.toString(), "--port=0").redirectErrorStream(true).start();
    BufferedReader output = driver.inputReader(UTF_8);
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher port = PORT.matcher(line);
      if (port.find()) {
        return new Browser(driver, Integer.parseInt(port.group(1)), profile);
      }
    }
    throw new IOException(DRIVER + " ended before it listened");
  }

  private static Map<String, ?> capabilities(Path profile) {
    ImmutableList<String> arguments =
        ImmutableList.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--user-data-dir=" + profile);
    return ImmutableMap.of(
        "capabilities",
        ImmutableMap.of(
            "alwaysMatch",
            ImmutableMap.of(
                "goog:loggingPrefs",
                ImmutableMap.of("browser", "ALL"),
                "goog:chromeOptions",
                ImmutableMap.of("binary", CHROMIUM.toString(), "args", arguments))));
  }

  /** Opens a page and waits until it is loaded. */
  public void open(Path file) throws IOException {
    send(post(session + "/url", ImmutableMap.of("url", file.toUri().toString())));
  }

  /** Goes into the page's first frame. */
  public void enterFrame() throws IOException {
    send(post(session + "/frame", ImmutableMap.of("id", 0)));
  }

  /** What a function body returns. */
  public JsonNode run(String script) throws IOException {
    return send(
        post(
            session + "/execute/sync",
            ImmutableMap.of("script", script, "args", ImmutableList.of())));
  }

  /** What the page's console says since the last call. */
  public JsonNode console() throws IOException {
    return send(post(session + "/se/log", ImmutableMap.of("type", "browser")));
  }

  /** The page as a device of this size shows it. */
  public void view(int width, int height, String colours) throws IOException {
    devTools(
        "Emulation.setDeviceMetricsOverride",
        ImmutableMap.of(
            "width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 720));
    devTools(
        "Emulation.setEmulatedMedia",
        ImmutableMap.of(
            "features",
            ImmutableList.of(ImmutableMap.of("name", "prefers-color-scheme", "value", colours))));
  }

  private void devTools(String command, Map<String, ?> parameters) throws IOException {
    send(
        post(session + "/goog/cdp/execute", ImmutableMap.of("cmd", command, "params", parameters)));
  }

  public void screenshot(Path file) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(session + "/screenshot")).build();
    Files.write(file, Base64.getDecoder().decode(send(request).asText()));
  }

  private static HttpRequest post(String uri, Map<String, ?> body) throws IOException {
    return HttpRequest.newBuilder(URI.create(uri))
        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
        .build();
  }

  private JsonNode send(HttpRequest request) throws IOException {
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
      if (response.statusCode() != 200) {
        throw new IOException(request.uri().getPath() + ": " + response.body());
      }
      return JSON.readTree(response.body()).get("value");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      send(HttpRequest.newBuilder(URI.create(session)).DELETE().build());
    } finally {
      driver.destroy();
      http.close();
    }
  }
}
