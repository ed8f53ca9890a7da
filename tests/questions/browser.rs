//! Errors and `/` are pages for a browser and JSON for a program.

use http::StatusCode;
use http::header::{ACCEPT, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, VARY};
use interactions::problem::PROBLEM_JSON;
use serde_json::json;

use crate::world::{World, admin, send};

const BROWSER: (http::HeaderName, &str) = (ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8");

#[tokio::test]
async fn root_leads_a_browser_to_the_list() {
    let world = World::start(1).await;
    let page = world.get_with(&admin(), "/", &[BROWSER]).await;
    assert_eq!((page.status, page.header(LOCATION)), (StatusCode::SEE_OTHER, "interactions"));
    let answer = world.get(&admin(), "/").await;
    assert_eq!(answer.status, StatusCode::OK);
    let uris =
        ["/interactions", "/me/interactions"].map(|path| format!("http://api.example.com{path}"));
    assert_eq!(answer.json(), json!({"statusCode": 0, "uris": uris}));
    let nobody = send(&world.router(&[]), None, http::Method::GET, "/", &[], "").await;
    assert_eq!(nobody.status, StatusCode::FORBIDDEN);
}

/// The same error: as JSON, and as a page that says the same and leads back.
#[tokio::test]
async fn errors_are_pages_for_browsers() {
    let world = World::start(1).await;
    for (caller, uri, status, back) in [
        (admin(), "/nothing", 404, "interactions"),
        (admin(), "/interactions/c-9", 404, "../interactions"),
        (admin(), "/interactions/c-9/timeline", 404, "../../interactions"),
        (admin(), "/interactions/a_b/timeline", 400, "../../interactions"),
        (admin(), "/me/interactions", 403, "../interactions"),
    ] {
        let json = world.get(&caller, uri).await;
        assert_eq!((json.status.as_u16(), json.header(CONTENT_TYPE)), (status, PROBLEM_JSON));
        assert!(json.header(VARY).contains("accept"), "{}", json.header(VARY));
        let page = world.get_with(&caller, uri, &[BROWSER]).await;
        assert_eq!(page.status.as_u16(), status, "{uri}");
        assert_eq!(page.header(CONTENT_TYPE), "text/html; charset=utf-8");
        assert_eq!(page.header(CONTENT_SECURITY_POLICY), render::html::content_security_policy());
        let (problem, text) = (json.json(), page.text());
        // The page has the sentence with a capital letter.
        for said in [problem["title"].as_str().unwrap(), &problem["detail"].as_str().unwrap()[1..]]
        {
            assert!(text.contains(said), "{uri}: {said} is not in {text}");
        }
        assert!(text.contains(&format!("<a href=\"{back}\">")), "{uri}: {text}");
    }
    for (uri, says) in [
        ("/interactions?state=asleep", "state is one of: open, in flow"),
        ("/interactions?view=ended&day=yesterday", "not a day such as 2026-03-02"),
        ("/interactions?next=there", "this page does not exist"),
        ("/interactions?sort=name", "unknown variant"),
    ] {
        let page = world.get_with(&admin(), uri, &[BROWSER]).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{uri}");
        assert!(page.text().contains(says), "{uri}: {}", page.text());
    }
}
