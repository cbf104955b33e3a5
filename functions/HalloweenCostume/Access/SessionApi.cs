using HalloweenCostume.Http;
using HalloweenCostume.Rates;
using Microsoft.AspNetCore.Http;

namespace HalloweenCostume.Access;

/// <summary>Who somebody is, and how a browser comes to be somebody: a key is given once, and a cookie stands for it from then on.</summary>
public sealed class SessionApi(AccessGuard guard, Authentication authentication, AccessOptions options, RateDb rates)
{
    public async Task<IResult> BeginAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (json, problem) = await JsonBody.ReadAsync(request, cancellationToken);
        using var body = json;
        if (body is null)
            return problem!;
        var errors = new FieldErrors();
        var key = JsonBody.Text(body.RootElement, "key", errors)?.Trim();
        if (errors.Any)
            return Problems.Invalid(errors);
        if (options.Open)
            return Show(Caller.Open, null);
        var (caller, refusal) = guard.Try(request, key!);
        if (caller is null)
            return refusal!;
        // What signed in before in this browser ends: nobody could end it any more.
        if (request.HttpContext.Features.Get<Caller>()?.SessionHash is { } earlier)
            await authentication.EndSessionAsync(earlier, CancellationToken.None);
        var (token, expiresAt) = await authentication.BeginSessionAsync(caller, key!, CancellationToken.None);
        request.HttpContext.Response.Cookies.Append(AccessGuard.Cookie, token, Cookie(request, expiresAt));
        return Show(caller with { ExpiresAt = expiresAt }, null);
    }

    public IResult Get(HttpRequest request)
    {
        var caller = Caller.Of(request);
        if (!request.Query.TryGetValue("userId", out var values))
            return Show(caller, null);
        if (values.Count != 1 || Ids.Number(values[0]) is not { } userId)
            return Ids.NotANumber("userId");
        return caller.Sees(userId) ? Show(caller, userId) : People.PeopleApi.Nobody(userId);
    }

    public async Task<IResult> EndAsync(HttpRequest request)
    {
        if (Caller.Of(request).SessionHash is { } session)
            await authentication.EndSessionAsync(session, CancellationToken.None);
        if (request.Cookies.ContainsKey(AccessGuard.Cookie))
            request.HttpContext.Response.Cookies.Delete(AccessGuard.Cookie, Cookie(request, null));
        return TypedResults.NoContent();
    }

    private IResult Show(Caller caller, long? userId) => TypedResults.Json(
        new Session(
            options.Open ? "open" : "keys", caller.Role, caller.KeyName, caller.PersonId, caller.ExpiresAt,
            rates.State(caller.KeyId, caller.PersonId ?? userId) is { } state ? new SessionRate(state.Hour, state.Day) : null),
        ApiJson.Readable.Session);

    // Where a home network has no https a browser would not keep a cookie that is Secure; on this machine itself it does.
    private static CookieOptions Cookie(HttpRequest request, DateTimeOffset? expiresAt) => new()
    {
        HttpOnly = true,
        Secure = ClientConnection.IsHttps(request) || (Uri.TryCreate(ClientConnection.Origin(request), UriKind.Absolute, out var origin) && origin.IsLoopback),
        SameSite = SameSiteMode.Strict,
        Path = "/",
        Expires = expiresAt,
        IsEssential = true,
    };
}
