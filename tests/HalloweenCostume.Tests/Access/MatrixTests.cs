using System.Net;
using HalloweenCostume.Http;
using HalloweenCostume.Tests.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Tests.Access;

/// <summary>Who gets what on each route that the host really has. A route that is not in the table fails the test: it has to be thought about first.</summary>
public sealed class MatrixTests(Callers callers) : IClassFixture<Callers>
{
    private const string Nothing = "0199a3c4-5d0e-7c11-8f3a-6b1d2e4f5a60";

    // What each route answers to somebody without a key, a person's key for that very person's things, another person's, the household's and an admin's.
    private static readonly Dictionary<string, Row> _table = new()
    {
        ["GET users"] = Row.Keys(HttpStatusCode.OK),
        ["GET get-lora-models"] = new(HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.OK, Query: "?userId=1"),
        ["POST generate-image"] = new(HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.OK, Body: new { prompt = "johndoe", loraId = 1, num_images = 1, userId = 1 }),
        ["GET generations/{id}"] = new(HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.OK),
        ["DELETE generations/{id}"] = new(HttpStatusCode.Accepted, HttpStatusCode.NotFound, HttpStatusCode.Accepted),
        ["POST generations/{id}/retries"] = new(HttpStatusCode.Conflict, HttpStatusCode.NotFound, HttpStatusCode.Conflict),
        ["GET images/{userId}"] = new(HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.OK),
        ["GET images/{userId}/{imageId}"] = new(HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.OK),
        ["DELETE images/{userId}/{imageId}"] = new(HttpStatusCode.NoContent, HttpStatusCode.NotFound, HttpStatusCode.NoContent),
        ["POST images/{userId}/{imageId}/restorations"] = new(HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.OK),
        ["GET openapi.json"] = Row.Keys(HttpStatusCode.OK),
        ["GET session"] = Row.Keys(HttpStatusCode.OK),
        ["DELETE session"] = Row.Keys(HttpStatusCode.NoContent, last: true),
        ["GET health"] = Row.Anyone(HttpStatusCode.OK),
        ["POST session"] = Row.Anyone(HttpStatusCode.BadRequest, new { }),
        ["GET keys"] = Row.Admins(HttpStatusCode.OK),
        ["POST keys"] = Row.Admins(HttpStatusCode.BadRequest, new { }),
        ["DELETE keys/{keyId}"] = Row.Admins(HttpStatusCode.NotFound),
        ["GET people"] = Row.Admins(HttpStatusCode.OK),
        ["POST people"] = Row.Admins(HttpStatusCode.BadRequest, new { }),
        ["PATCH people/{personId}"] = Row.Admins(HttpStatusCode.OK, new { firstName = "John" }),
        ["DELETE people/{personId}"] = Row.Admins(HttpStatusCode.UnprocessableEntity, new { confirm = "Somebody" }),
        ["GET people/{personId}/export"] = Row.Admins(HttpStatusCode.OK),
        ["GET loras"] = Row.Admins(HttpStatusCode.OK),
        ["POST loras"] = Row.Admins(HttpStatusCode.BadRequest, new { }),
        ["PATCH loras/{loraId}"] = Row.Admins(HttpStatusCode.NotFound, new { scale = 1 }),
        ["DELETE loras/{loraId}"] = Row.Admins(HttpStatusCode.NotFound),
        ["POST lora-uploads"] = Row.Admins(HttpStatusCode.BadRequest, new { }),
        ["GET usage"] = Row.Admins(HttpStatusCode.OK),
    };

    [Fact]
    public void Every_route_of_the_host_has_its_row_and_its_rule()
    {
        Assert.Equal(RoutesOfTheHost().Order(), _table.Keys.Order());
        Assert.All(RoutesOfTheHost(), route => Assert.NotNull(Routes.RuleOf(route.Split(' ')[1], route.Split(' ')[0])));
    }

    [Fact]
    public async Task Each_caller_gets_on_each_route_what_is_theirs_and_nothing_else()
    {
        var (generation, image) = await MakeAsync();
        foreach (var route in RoutesOfTheHost().OrderBy(route => _table[route].Last))
        {
            foreach (var caller in Callers.All)
            {
                var row = _table[route];
                var path = Fill(route.Split(' ')[1], generation, image) + row.Query;
                using var response = await callers.SendAsync(caller, new(route.Split(' ')[0]), path, row.Body);
                var expected = row.For(caller);
                Assert.True(expected == response.StatusCode, $"{route} for {caller}: {(int)response.StatusCode} instead of {(int)expected}: {await response.Content.ReadAsStringAsync()}");
                if (expected == HttpStatusCode.Unauthorized)
                    Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
            }
        }
    }

    [Fact]
    public async Task Another_persons_things_look_to_a_persons_key_as_if_there_were_none()
    {
        var (generation, image) = await MakeAsync();
        foreach (var (method, there, absent) in new[]
        {
            ("GET", $"/api/generations/{generation}", $"/api/generations/{Nothing}"),
            ("DELETE", $"/api/generations/{generation}", $"/api/generations/{Nothing}"),
            ("POST", $"/api/generations/{generation}/retries", $"/api/generations/{Nothing}/retries"),
            ("GET", "/api/images/1", "/api/images/99"),
            ("GET", "/api/get-lora-models?userId=1", "/api/get-lora-models?userId=99"),
            ("GET", "/api/session?userId=1", "/api/session?userId=99"),
            ("GET", $"/api/images/1/{image}", $"/api/images/99/{Nothing}"),
            ("DELETE", $"/api/images/1/{image}", $"/api/images/99/{Nothing}"),
            ("POST", $"/api/images/1/{image}/restorations", $"/api/images/99/{Nothing}/restorations"),
        })
        {
            using var others = await callers.SendAsync(Callers.Other, new(method), there);
            using var nothing = await callers.SendAsync(Callers.Other, new(method), absent);
            Assert.Equal(Scrub(await nothing.Content.ReadAsStringAsync()), Scrub(await others.Content.ReadAsStringAsync()));
            await others.ProblemAsync(HttpStatusCode.NotFound);
        }

        foreach (var body in new object[] { new { prompt = "a", loraId = 1, num_images = 1 }, new { prompt = "a", loraId = 3, num_images = 1, userId = 1 }, new { prompt = "a", loraId = 2, num_images = 1, userId = 1 } })
        {
            using var refused = await callers.SendAsync(Callers.Other, HttpMethod.Post, "/api/generate-image", body);
            await refused.ProblemAsync(HttpStatusCode.NotFound);
        }

        string Scrub(string text) => text.Replace(generation, "*", StringComparison.Ordinal).Replace(image, "*", StringComparison.Ordinal)
            .Replace(Nothing, "*", StringComparison.Ordinal).Replace("99", "*", StringComparison.Ordinal).Replace("id 1.", "id *.", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_persons_key_lists_that_person_and_the_models_they_may_use()
    {
        Assert.Equal([1L], await IdsAsync(Callers.Own, "/api/users"));
        Assert.Equal([1L, 3L], await IdsAsync(Callers.Own, "/api/get-lora-models"));
        Assert.Equal([2L, 1L, 3L], await IdsAsync(Callers.Household, "/api/users"));
        Assert.Equal([2L, 1L, 3L], await IdsAsync(Callers.Household, "/api/get-lora-models"));
        // Without a userId, a person's pictures are their own, whoever the model shows.
        using var made = await callers.SendAsync(Callers.Own, HttpMethod.Post, "/api/generate-image", new { prompt = "a skeleton", loraId = 3, num_images = 1 });
        Assert.Equal(1, (await made.JsonAsync()).GetProperty("userId").GetInt64());
    }

    [Fact]
    public async Task An_Idempotency_Key_finds_nobody_elses_generation()
    {
        var ids = new HashSet<string>();
        foreach (var caller in new[] { Callers.Own, Callers.Household, Callers.Admin })
        {
            using var request = callers.Request(caller, HttpMethod.Post, "/api/generate-image", new { prompt = "johndoe", loraId = 1, num_images = 1, userId = 1 });
            request.Headers.Add("Idempotency-Key", "same");
            using var response = await callers.Host.Http.SendAsync(request);
            Assert.True(ids.Add((await response.JsonAsync()).Id()));
        }
    }

    [Fact]
    public async Task An_address_that_there_is_not_is_nobodys_business_without_a_key()
    {
        foreach (var path in new[] { "/api", "/api/", "/api/nothing", "/api/keys/1/2", "/API/People", "/api/%70eople", "/api//people" })
        {
            using var stranger = await callers.SendAsync(Callers.None, HttpMethod.Get, path);
            await stranger.ProblemAsync(HttpStatusCode.Unauthorized);
            using var person = await callers.SendAsync(Callers.Own, HttpMethod.Get, path);
            Assert.True(person.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden, $"{path}: {person.StatusCode}");
        }
    }

    private IEnumerable<string> RoutesOfTheHost() => callers.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith(Routes.Prefix, StringComparison.Ordinal))
        .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods, (endpoint, method) => $"{method} {endpoint.RoutePattern.RawText![Routes.Prefix.Length..]}");

    private async Task<(string Generation, string Image)> MakeAsync()
    {
        using var made = await callers.SendAsync(Callers.Own, HttpMethod.Post, "/api/generate-image", new { prompt = "johndoe", loraId = 1, num_images = 1 });
        var generation = await made.JsonAsync();
        return (generation.Id(), generation.Images()[0].Id());
    }

    private async Task<IEnumerable<long>> IdsAsync(string caller, string path)
    {
        using var response = await callers.SendAsync(caller, HttpMethod.Get, path);
        return (await response.JsonAsync()).EnumerateArray().Select(item => item.GetProperty("id").GetInt64());
    }

    private static string Fill(string template, string generation, string image) => Routes.Prefix + template
        .Replace("{id}", generation, StringComparison.Ordinal).Replace("{imageId}", image, StringComparison.Ordinal).Replace("{userId}", "1", StringComparison.Ordinal)
        .Replace("{personId}", "1", StringComparison.Ordinal).Replace("{keyId}", "999", StringComparison.Ordinal)
        .Replace("loras/{loraId}", "loras/999", StringComparison.Ordinal);

    /// <param name="Own">For a person's key on that person's things.</param>
    /// <param name="Other">For another person's key on the same things.</param>
    /// <param name="Wide">For the household's key.</param>
    /// <param name="Last">It ends what the others go by.</param>
    private sealed record Row(
        HttpStatusCode Own, HttpStatusCode Other, HttpStatusCode Wide, HttpStatusCode? Admin = null, HttpStatusCode None = HttpStatusCode.Unauthorized,
        string Query = "", object? Body = null, bool Last = false)
    {
        public static Row Keys(HttpStatusCode answer, bool last = false) => new(answer, answer, answer, Last: last);

        public static Row Anyone(HttpStatusCode answer, object? body = null) => new(answer, answer, answer, None: answer, Body: body);

        public static Row Admins(HttpStatusCode answer, object? body = null) =>
            new(HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, Admin: answer, Body: body);

        public HttpStatusCode For(string caller) => caller switch
        {
            Callers.None or Callers.Unknown or Callers.Expired or Callers.Revoked or Callers.SignedOut => None,
            Callers.Own or Callers.OwnSession => Own,
            Callers.Other => Other,
            Callers.Household => Wide,
            _ => Admin ?? Wide,
        };
    }
}
