using System.Net;
using System.Net.Http.Json;
using System.Text;
using HalloweenCostume.Access;

namespace HalloweenCostume.Tests.Contract;

/// <summary>Requests to every operation of those who may not use it, and with bodies that none takes. None of them changes anything.</summary>
internal static class ExchangesOfStrangers
{
    private static readonly IEnumerable<Operation> _operations = OpenApiContract.Operations.Where(operation => !operation.Elsewhere);

    public static async Task MakeAsync(ExchangeCallers callers)
    {
        var (nobody, admin) = (callers.Nobody(), callers.Admin());
        var (household, _) = await callers.IssueAsync(new { name = "Everybody's", role = "household" });
        var cookie = await callers.SignInAsync();
        foreach (var operation in _operations.Where(operation => operation.Rule != AccessRule.Anyone))
        {
            await ExpectAsync(HttpStatusCode.Unauthorized, nobody, operation);
            if (operation.Rule == AccessRule.Admins)
                await ExpectAsync(HttpStatusCode.Forbidden, household, operation);
            if (operation.Changes)
            {
                await ExpectAsync(HttpStatusCode.Forbidden, nobody, operation, "application/json", ("Cookie", cookie), ("Origin", "https://elsewhere.example"));
                await ExpectAsync(HttpStatusCode.UnsupportedMediaType, nobody, operation, "text/plain", ("Cookie", cookie), ("Sec-Fetch-Site", "same-origin"));
            }
        }

        foreach (var operation in _operations.Where(operation => operation.HasBody))
        {
            using (await admin.SendAsync(Request(operation, "{", "application/json"))) { }
            using (await admin.SendAsync(Request(operation, new string(' ', 20_000), "application/json"))) { }
            using (await admin.SendAsync(Request(operation, "{}", "text/plain"))) { }
        }
    }

    /// <summary>Comes last: where the host cannot tell the guesser's address from the others', these are slowed, too.</summary>
    public static async Task GuessAsync(ExchangeCallers callers)
    {
        const string client = "X-Forwarded-For", address = "93.184.216.34";
        using var foreign = await callers.Nobody().SendAsync(new(HttpMethod.Post, "/api/session")
        {
            Content = JsonContent.Create(new { key = AccessKey.New() }), Headers = { { "Origin", "https://elsewhere.example" } },
        });
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        await UntilSlowedAsync(() => callers.Nobody().SendAsync(new(HttpMethod.Post, "/api/session")
        {
            Content = JsonContent.Create(new { key = AccessKey.New() }), Headers = { { client, address } },
        }));
        var guesser = callers.With(AccessKey.New());
        foreach (var operation in _operations.Where(operation => operation.Rule != AccessRule.Anyone))
            await UntilSlowedAsync(() => guesser.SendAsync(Request(operation, null, "application/json", (client, address))));
    }

    // The next guess is looked at when a pause is over, and makes the next one longer.
    private static async Task UntilSlowedAsync(Func<Task<HttpResponseMessage>> send)
    {
        for (var guess = 0; guess < 50; guess++)
        {
            using var answer = await send();
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                return;
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        Assert.Fail("Nobody was slowed.");
    }

    private static async Task ExpectAsync(HttpStatusCode status, HttpClient http, Operation operation, string? type = null, params (string Name, string Value)[] headers)
    {
        using var answer = await http.SendAsync(Request(operation, null, type, headers));
        Assert.True(status == answer.StatusCode, $"{operation.Id}: {answer.StatusCode} instead of {status}");
    }

    private static HttpRequestMessage Request(Operation operation, string? body, string? type, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new(operation.Method), operation.Url);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        if (operation.Changes && type is not null)
            request.Content = new StringContent(body ?? "{}", Encoding.UTF8, type);
        return request;
    }
}
