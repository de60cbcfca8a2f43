package dev.reinstate.network;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import org.apache.hc.client5.http.EndpointInfo;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/**
 * Connects, instead of the client's own step, which hands over what a proxy refuses as if the host
 * beyond had answered.
 *
 * <p>Source: https://www.rfc-editor.org/rfc/rfc9110#name-connect.
 */
final class ProxyConnect implements ExecChainHandler {

  private static final int OK = 200;
  private static final int MULTIPLE_CHOICES = 300;
  private static final int LOGIN_WANTED = 407;
  private static final int HTTP = 80;

  private final Network network;

  ProxyConnect(Network network) {
    this.network = network;
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    HttpRoute route = scope.route;
    Optional<ProxyServer> proxy = ProxyRoutes.proxy(network.proxies(), route.getTargetHost());
    ExecRuntime runtime = scope.execRuntime;
    if (!runtime.isEndpointAcquired()) {
      runtime.acquireEndpoint(
          scope.exchangeId, route, scope.clientContext.getUserToken(), scope.clientContext);
    }
    try {
      if (!runtime.isEndpointConnected()) {
        connect(scope, proxy);
      }
      EndpointInfo connected = runtime.getEndpointInfo();
      if (connected != null) {
        scope.clientContext.setSSLSession(connected.getSslSession());
      }
      return proxy.isPresent() && !route.isTunnelled()
          ? plain(request, proxy.get(), scope, chain)
          : chain.proceed(request, scope);
    } catch (IOException | HttpException | RuntimeException e) {
      runtime.discardEndpoint();
      throw e;
    }
  }

  private void connect(ExecChain.Scope scope, Optional<ProxyServer> proxy)
      throws IOException, HttpException {
    HttpClientContext context = scope.clientContext;
    if (proxy.isEmpty()) {
      scope.execRuntime.connectEndpoint(context);
      return;
    }
    try {
      scope.execRuntime.connectEndpoint(context);
    } catch (IOException e) {
      throw unreachable(proxy.get(), scope.route.getTargetHost(), e);
    }
    if (scope.route.isTunnelled()) {
      tunnel(scope, proxy.get());
      scope.execRuntime.upgradeTls(context);
    }
  }

  private void tunnel(ExecChain.Scope scope, ProxyServer proxy) throws IOException, HttpException {
    HttpHost target = scope.route.getTargetHost();
    String authority = target.toHostString();
    ClassicHttpRequest connect = new BasicClassicHttpRequest(Method.CONNECT, target, authority);
    connect.setVersion(HttpVersion.HTTP_1_1);
    connect.setHeader(HttpHeaders.HOST, authority);
    connect.setHeader(HttpHeaders.USER_AGENT, "reinstate");
    proxy
        .authorization()
        .ifPresent(login -> connect.setHeader(HttpHeaders.PROXY_AUTHORIZATION, login));
    ClassicHttpResponse response;
    try {
      response = answer(connect, scope);
    } catch (SocketTimeoutException e) {
      throw ProxyException.silent(proxy, name(target), e);
    } catch (IOException e) {
      throw unreachable(proxy, target, e);
    }
    if (response.getCode() < OK || response.getCode() >= MULTIPLE_CHOICES) {
      throw refused(proxy, target, response);
    }
    scope.clientContext.setProtocolVersion(null);
  }

  /** The way to a host is no longer waited for than a connection to it would be. */
  @SuppressWarnings("deprecation")
  private static ClassicHttpResponse answer(ClassicHttpRequest connect, ExecChain.Scope scope)
      throws IOException, HttpException {
    HttpClientContext context = scope.clientContext;
    RequestConfig asked = context.getRequestConfigOrDefault();
    context.setRequestConfig(
        RequestConfig.copy(asked).setResponseTimeout(asked.getConnectTimeout()).build());
    try {
      return scope.execRuntime.execute(scope.exchangeId, connect, context);
    } finally {
      context.setRequestConfig(asked);
    }
  }

  private ClassicHttpResponse plain(
      ClassicHttpRequest request, ProxyServer proxy, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    proxy
        .authorization()
        .ifPresent(login -> request.setHeader(HttpHeaders.PROXY_AUTHORIZATION, login));
    ClassicHttpResponse response = chain.proceed(request, scope);
    if (response.getCode() == LOGIN_WANTED) {
      throw refused(proxy, scope.route.getTargetHost(), response);
    }
    return response;
  }

  private IOException unreachable(ProxyServer proxy, HttpHost host, IOException failure) {
    Optional<HostFaultException> fault =
        network.trust().fault(Trust.name(proxy.host(), proxy.port()), failure);
    return ProxyException.unreachable(
        proxy, name(host), fault.<IOException>map(it -> it).orElse(failure));
  }

  private static IOException refused(
      ProxyServer proxy, HttpHost host, ClassicHttpResponse response) {
    String reason = response.getReasonPhrase() == null ? "" : response.getReasonPhrase();
    return ProxyException.refused(
        proxy, name(host), response.getCode(), reason.replaceAll("[^ -~]", " "));
  }

  private static String name(HttpHost host) {
    boolean isImplied = host.getSchemeName().equals("http") && host.getPort() == HTTP;
    return Trust.name(host.getHostName(), isImplied ? -1 : host.getPort());
  }
}
