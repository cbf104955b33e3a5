using System.Globalization;
using HalloweenCostume.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HalloweenCostume.Access;

/// <summary>Stands before every route of the API: finds out who calls, and lets nobody through to whom <see cref="Routes"/> does not open the route.</summary>
public sealed class AccessGuard(Authentication authentication, Attempts attempts, SameOrigin sameOrigin, AccessOptions options)
{
    public const string Cookie = "hc_session";

    private const string Bearer = "Bearer ";

    /// <returns>The problem to answer with; null when the request may pass, with its <see cref="Caller"/> among its features.</returns>
    /// <param name="route">The template of the route that will answer, as <see cref="Routes"/> has it; null when there is none.</param>
    public IResult? Refusal(HttpContext context, string? route)
    {
        var request = context.Request;
        // A route without a rule is nobody's.
        var rule = route is null ? AccessRule.Keys : Routes.RuleOf(route, request.Method) ?? AccessRule.Admins;
        var (caller, byCookie, refusal) = Identify(request);
        if (caller is null && rule != AccessRule.Anyone)
            return refusal;
        if (!IsSafe(request.Method) && (byCookie || BearerKey(request) is null) && sameOrigin.Refusal(request, byCookie && caller is not null && rule != AccessRule.Anyone) is { } foreign)
            return foreign;
        if (rule == AccessRule.Admins && caller!.Role != AccessRole.Admin)
            return Problems.Of(StatusCodes.Status403Forbidden, "This is for an admin's key.");
        context.Features.Set(caller);
        return null;
    }

    /// <summary>For a key that a body brings: the same slowing, and the same words.</summary>
    public (Caller? Caller, IResult? Refusal) Try(HttpRequest request, string key) => Check(request, key, authentication.ByKey);

    private (Caller? Caller, bool ByCookie, IResult? Refusal) Identify(HttpRequest request)
    {
        if (options.Open)
            return (Caller.Open, false, null);
        if (BearerKey(request) is { } key)
        {
            var (holder, problem) = Check(request, key, authentication.ByKey);
            return (holder, false, problem);
        }

        if (!request.Cookies.TryGetValue(Cookie, out var token))
            return (null, false, Unauthorized(request, "This needs an access key: Authorization: Bearer hc_…, or a session by POST /api/session."));
        var (caller, refusal) = Check(request, token, authentication.BySession);
        return (caller, true, refusal);
    }

    // Azure Static Web Apps puts a token of its own into this header: what is none of our keys does not stand in a cookie's way.
    private static string? BearerKey(HttpRequest request) =>
        request.Headers.Authorization is [{ } value] && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
        && value[Bearer.Length..].Trim() is var key && key.StartsWith(AccessKey.Prefix, StringComparison.Ordinal)
            ? key
            : null;

    private (Caller? Caller, IResult? Refusal) Check(HttpRequest request, string key, Func<string, (Caller?, KeyRefusal)> find)
    {
        var (address, hash) = (ClientConnection.Address(request), AccessKey.Hash(key));
        if (attempts.Pause(address, hash) is { Ticks: > 0 } pause)
            return (null, Slow(request, pause));
        var (caller, refusal) = key.Length > AccessKey.MaxLength ? (null, KeyRefusal.Unknown) : find(hash);
        if (caller is not null)
        {
            attempts.Succeeded(address, hash);
            return (caller, null);
        }

        if (refusal == KeyRefusal.Unknown)
            attempts.Failed(address);
        return (null, Unauthorized(request, refusal == KeyRefusal.Unknown
            ? "This key is not known. Check that all of it was copied, or ask whoever runs the site for a new invite link."
            : "This key or session has ended. Ask whoever runs the site for a new invite link."));
    }

    private static IResult Unauthorized(HttpRequest request, string detail)
    {
        request.HttpContext.Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.Of(StatusCodes.Status401Unauthorized, detail);
    }

    private static IResult Slow(HttpRequest request, TimeSpan pause)
    {
        request.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(pause.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Problems.Of(StatusCodes.Status429TooManyRequests, "Too many keys were tried from here that nobody has. Wait a moment.");
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
}

public static class AccessGuardExtensions
{
    /// <summary>A route of the API is guarded whatever its address looks like to this host; below the API's prefix so is what is no route.</summary>
    /// <param name="route">What of the host's routing will answer: a template as <see cref="Routes"/> has it, or null.</param>
    public static void UseAccess(this IApplicationBuilder app, Func<HttpContext, string?> route)
    {
        var guard = app.ApplicationServices.GetRequiredService<AccessGuard>();
        app.Use((context, next) =>
        {
            var template = route(context);
            var guarded = template is not null || context.Request.Path.StartsWithSegments(Routes.Prefix.TrimEnd('/'), StringComparison.OrdinalIgnoreCase);
            return guarded && guard.Refusal(context, template) is { } refusal ? refusal.ExecuteAsync(context) : next(context);
        });
    }
}
