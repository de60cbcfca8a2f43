package dev.reinstate.sandbox.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import dev.reinstate.concurrent.FanOut;
import dev.reinstate.image.Digests;
import dev.reinstate.sandbox.EmbeddedRegistry;
import dev.reinstate.sandbox.RawClient;
import dev.reinstate.sandbox.content.EmbeddedRegistryOptions;
import dev.reinstate.sandbox.content.Feature;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ListenerTest {

  private static final EmbeddedRegistryOptions SINGLE_POST =
      EmbeddedRegistryOptions.defaults().with(Feature.SINGLE_POST);

  @Test
  void tlsHelloGetsAPlainAnswerAtOnce() throws Exception {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(EmbeddedRegistryOptions.defaults());
        Socket socket = RawClient.connect(registry)) {
      byte[] hello = new byte[200];
      hello[0] = 0x16;
      hello[1] = 3;
      hello[2] = 1;
      socket.getOutputStream().write(hello);
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
    }
  }

  @Test
  void expectantClientIsToldToContinue() throws Exception {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(SINGLE_POST);
        Socket socket = RawClient.connect(registry)) {
      byte[] blob = {'x'};
      String head =
          "POST /v2/a/blobs/uploads/?digest=%s HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n"
                  .formatted(Digests.of(blob))
              + "Expect: 100-continue\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      byte[] interim = socket.getInputStream().readNBytes("HTTP/1.1 100".length());
      assertEquals("HTTP/1.1 100", new String(interim, StandardCharsets.US_ASCII));
      socket.getOutputStream().write(blob);
      String rest = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertTrue(rest.contains("HTTP/1.1 201"), rest);
    }
  }

  @Test
  void bodyThatNobodyReadIsNotTakenForTheNextRequest() throws Exception {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(EmbeddedRegistryOptions.defaults());
        Socket socket = RawClient.connect(registry)) {
      String requests =
          "POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
              + "x".repeat(100_000)
              + "GET /v2/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
      String answers =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertTrue(answers.startsWith("HTTP/1.1 404 "), answers);
      assertTrue(answers.contains("HTTP/1.1 200 "), answers);
    }
  }

  @Test
  void manyClientsPushAtOnce() throws Exception {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(SINGLE_POST);
        RawClient client = new RawClient(registry)) {
      List<byte[]> blobs =
          IntStream.range(0, 200)
              .mapToObj(i -> ("blob " + i).getBytes(StandardCharsets.UTF_8))
              .toList();
      List<Integer> statuses = new FanOut(50).map(blobs, blob -> push(client, blob));
      assertEquals(Collections.nCopies(200, 201), statuses);
      assertEquals(200, registry.contents().state().get("a").blobs().size());
      assertEquals(200, registry.counts().of("POST", Endpoint.UPLOADS));
      assertEquals(200, registry.counts().withStatus(201));
    }
  }

  @Test
  void takenPortIsRefused() throws Exception {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(EmbeddedRegistryOptions.defaults())) {
      assertThrows(
          IOException.class,
          () ->
              EmbeddedRegistry.start(
                  EmbeddedRegistryOptions.defaults().withPort(RawClient.port(registry))));
    }
  }

  @Test
  void closedRegistryAnswersNobody() throws Exception {
    EmbeddedRegistry registry = EmbeddedRegistry.start(EmbeddedRegistryOptions.defaults());
    try (RawClient client = new RawClient(registry)) {
      assertEquals(200, client.get("/v2/").statusCode());
      registry.close();
      assertThrows(IOException.class, () -> client.get("/v2/"));
    }
  }

  private static int push(RawClient client, byte[] blob) {
    DescriptorDigest digest = Digests.of(blob);
    try {
      return client.send("POST", "/v2/a/blobs/uploads/?digest=" + digest, blob).statusCode();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
