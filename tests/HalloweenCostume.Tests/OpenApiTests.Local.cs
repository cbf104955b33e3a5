using System.Net;
using HalloweenCostume.Tests.Hosting;
using HalloweenCostume.Tests.Webhooks;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Tests;

/// <summary>The host's own table of routes.</summary>
public sealed partial class OpenApiTests
{
    [Fact]
    public async Task The_routes_of_the_host_are_the_operations_that_the_document_says_it_has()
    {
        await using var host = await LocalHost.StartAsync();

        var routes = host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods, (endpoint, method) => $"{method} {endpoint.RoutePattern.RawText}");

        var elsewhere = Operations().Where(operation => operation.Elsewhere).Select(operation => $"{operation.Method} {operation.Path}").ToList();
        Assert.Equal([$"POST {WebhookHost.Path}"], elsewhere);
        Assert.Equal(Operations().Select(operation => $"{operation.Method} {operation.Path}").Except(elsewhere).Order(), routes.Order());
        using var absent = await host.Http.PostAsync(WebhookHost.Path, null);
        await absent.ProblemAsync(HttpStatusCode.NotFound);
    }
}
