package dev.reinstate.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import dev.reinstate.concurrent.CancelledException;
import dev.reinstate.concurrent.FanOut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads repositories the way the promoter does, for comparison where the promoter's own code cannot
 * be built, and at another concurrency than its own: for each one a new lister, which asks whether
 * and how to authenticate, gets a token and then the list. So does {@code google.List} of
 * https://github.com/google/go-containerregistry/blob/main/pkg/v1/google/list.go, which
 * https://github.com/kubernetes-sigs/promo-tools/blob/main/promoter/image/registry/crane.go calls
 * for each of them. It prints how many images there are.
 */
public final class PromoterReading {

  private static final Pattern REALM = Pattern.compile("realm=\"(?<realm>[^\"]+)\"");
  private static final Pattern SERVICE = Pattern.compile("service=\"(?<service>[^\"]*)\"");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client;
  private final String root;

  private PromoterReading(String origin, Optional<String> authority) throws IOException {
    HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
    if (authority.isPresent()) {
      builder.sslContext(Certificates.trusting(Path.of(authority.get())));
    }
    this.client = builder.build();
    this.root = origin + "/v2/";
  }

  /** Takes scheme and host, how many repositories to read at once, and a file that names them. */
  public static void main(String... args) throws IOException {
    PromoterReading reading =
        new PromoterReading(args[0], Optional.ofNullable(System.getenv(Certificates.VARIABLE)));
    ImmutableList<Integer> images =
        new FanOut(Integer.parseInt(args[1]))
            .map(Files.readAllLines(Path.of(args[2])), reading::imagesOf);
    System.out.println(images.stream().mapToLong(count -> count).sum());
  }

  private int imagesOf(String repository) {
    try {
      String challenge =
          get(root, Optional.empty()).headers().firstValue("WWW-Authenticate").orElseThrow();
      HttpResponse<byte[]> token =
          get(
              group(REALM, challenge, "realm")
                  + "?scope=repository:"
                  + repository
                  + ":pull&service="
                  + group(SERVICE, challenge, "service"),
              Optional.empty());
      HttpResponse<byte[]> list =
          get(
              root + repository + "/tags/list?n=1000",
              Optional.of(JSON.readTree(token.body()).get("token").asText()));
      if (list.statusCode() != 200) {
        throw new IOException(repository + ": status " + list.statusCode());
      }
      return JSON.readTree(list.body()).get("manifest").size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException();
    }
  }

  private HttpResponse<byte[]> get(String uri, Optional<String> token)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri));
    token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String group(Pattern pattern, String text, String name) throws IOException {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IOException("no " + name + " in " + text);
    }
    return matcher.group(name);
  }
}
